import { BaseModel, beforeCreate, beforeUpdate, column } from '@adonisjs/lucid/orm'
import { now } from '#core/time'

/** A model with the two moments every record has, kept as the database's UTC text. */
export class RecordModel extends BaseModel {
  @column({ isPrimary: true })
  declare id: number

  @column()
  declare createdAt: string

  @column()
  declare updatedAt: string

  @beforeCreate()
  static stampCreation(record: RecordModel) {
    record.createdAt ??= now()
    record.updatedAt = record.createdAt
  }

  @beforeUpdate()
  static stampChange(record: RecordModel) {
    record.updatedAt = now()
  }
}
