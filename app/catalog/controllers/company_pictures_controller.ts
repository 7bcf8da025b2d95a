import { PicturePages } from '#catalog/controllers/picture_pages'
import { COMPANY_PICTURES } from '#catalog/picture_owners'

export default class CompanyPicturesController extends PicturePages {
  owner = COMPANY_PICTURES
}
