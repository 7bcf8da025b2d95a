import { PicturePages } from '#catalog/controllers/picture_pages'
import { PART_PICTURES } from '#catalog/picture_owners'

export default class PicturesController extends PicturePages {
  owner = PART_PICTURES
}
