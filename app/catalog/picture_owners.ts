import type { Resource } from '#core/resource/resource'
import type { UnitOfWork } from '#core/unit_of_work'
import type { PictureKind } from '#files/pictures/picture_kinds'
import { recordPartChanged } from '#catalog/actions/part_changed'
import { companyResource } from '#catalog/resources/company'
import { partResource } from '#catalog/resources/part'

/** A kind of object of the catalogue that has a picture: the address of the one that is shown is its `image`. */
export interface PictureOwner extends PictureKind {
  resource: Resource
  /** The beginning of the addresses of its pages. */
  path: string
  /** As the audit log and the deletions call it. */
  model: 'part' | 'company'
  /** Tells others of the change. */
  tell?(unit: UnitOfWork, id: number): Promise<void>
}

export const PART_PICTURES: PictureOwner = {
  folder: 'parts',
  table: 'part_images',
  column: 'part_id',
  area: partResource.area,
  resource: partResource,
  path: '/items',
  model: 'part',
  tell: recordPartChanged,
}

export const COMPANY_PICTURES: PictureOwner = {
  folder: 'companies',
  table: 'company_images',
  column: 'company_id',
  area: companyResource.area,
  resource: companyResource,
  path: '/suppliers',
  model: 'company',
}

export const PICTURE_OWNERS = [PART_PICTURES, COMPANY_PICTURES]
