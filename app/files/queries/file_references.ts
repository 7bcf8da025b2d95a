import { ATTACHMENTS_FOLDER, FORMATS, originalKey, sizeKey, SIZES } from '#files/attachments/store'
import { exportKey, EXPORTS_FOLDER } from '#files/exports/export_files'
import { eachRow, type FileReferences } from '#files/references'

export const exportReferences: FileReferences = {
  name: 'Exports of lists',
  store: 'exports',
  prefix: `${EXPORTS_FOLDER}/`,
  async *needed() {
    for await (const { id, finished_at: isDone } of eachRow('table_exports', ['finished_at'])) {
      if (isDone !== null) yield exportKey(Number(id))
    }
  },
  /** Of a run that is just about to say that it is done. */
  async *allowed() {
    for await (const { id } of eachRow('table_exports', [])) yield exportKey(Number(id))
  },
}

export const attachmentReferences: FileReferences = {
  name: 'Attachments',
  store: 'media',
  prefix: `${ATTACHMENTS_FOLDER}/`,
  async *needed() {
    for await (const { key } of eachRow('stored_files', ['key'])) yield originalKey(String(key))
  },
  /** The sizes of pictures can be made again; an upload that is under way is no attachment yet. */
  async *allowed() {
    for await (const { key } of eachRow('stored_files', ['key'])) {
      for (const size of SIZES)
        for (const format of FORMATS) yield sizeKey(String(key), size, format)
    }
    for await (const { key } of eachRow('file_uploads', ['key'])) yield originalKey(String(key))
  },
}
