import hash from '@adonisjs/core/services/hash'
import { beforeSave, column } from '@adonisjs/lucid/orm'
import { booleanColumn } from '#core/models/columns'
import { RecordModel } from '#core/models/base'

/** How a username is compared: without case and surrounding blanks. */
export function usernameKey(username: string): string {
  return username.trim().normalize('NFKC').toLowerCase()
}

export default class User extends RecordModel {
  @column()
  declare username: string

  @column({ serializeAs: null })
  declare usernameKey: string

  @column()
  declare email: string

  @column()
  declare firstName: string

  @column()
  declare lastName: string

  @column({ serializeAs: null })
  declare password: string

  @booleanColumn()
  declare isStaff: boolean

  @booleanColumn()
  declare isSuperuser: boolean

  @booleanColumn()
  declare isActive: boolean

  @column()
  declare sessionVersion: number

  @column()
  declare lastLoginAt: string | null

  @column()
  declare locale: string | null

  get displayName() {
    return `${this.firstName} ${this.lastName}`.trim() || this.username
  }

  @beforeSave()
  static async prepare(user: User) {
    user.usernameKey = usernameKey(user.username)
    if (user.$dirty.password) user.password = await hash.make(user.password)
  }

  verifyPassword(password: string): Promise<boolean> {
    return hash.verify(this.password, password)
  }
}
