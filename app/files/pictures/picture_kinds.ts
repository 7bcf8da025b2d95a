import type { Area } from '#core/access'

/** A kind of object that has a picture; where its pictures lie, and who may see them. */
export interface PictureKind {
  /** The first part of the keys of its files: "parts". */
  folder: string
  /** The table of its pictures, and the column that names the object. */
  table: string
  column: string
  area: Area
}

const kinds = new Map<string, PictureKind>()

export function registerPictureKind(kind: PictureKind): void {
  kinds.set(kind.folder, kind)
}

/** Undefined where no pictures lie. */
export function findPictureKind(folder: string): PictureKind | undefined {
  return kinds.get(folder)
}
