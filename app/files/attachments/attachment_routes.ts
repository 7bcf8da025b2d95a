import type { HttpContext } from '@adonisjs/core/http'
import router from '@adonisjs/core/services/router'
import { middleware, pageMiddleware, uploadMiddleware } from '#start/kernel'
import { showAttachments, storeFile, storeLink } from '#files/controllers/attachment_pages'
import { beginUpload } from '#files/controllers/upload_endpoints'
import { registerAttachable, type Attachable, type Owner } from '#files/attachments/attachable'

/**
 * Lets files and links be attached to objects of a resource, and makes the addresses for it below that
 * of the object: PATH/:id/attachments. Whether a user may is asked of the object itself.
 */
export function attachmentRoutes(attachable: Attachable): void {
  registerAttachable(attachable)
  const { resource, path } = attachable
  const address = `${path}/:id/attachments`
  const name = `attachments.${resource.model}`
  const ownerOf = ({ params }: HttpContext): Owner => ({
    modelType: resource.model,
    modelId: Number(params.id),
  })
  router
    .group(() => {
      router.get(address, (ctx) => showAttachments(ctx, ownerOf(ctx))).as(name)
      router.post(`${address}/links`, (ctx) => storeLink(ctx, ownerOf(ctx))).as(`${name}.links`)
      router
        .post(`${address}/uploads`, (ctx) => beginUpload(ctx, ownerOf(ctx)))
        .as(`${name}.uploads`)
    })
    .where('id', router.matchers.number())
    .use([...pageMiddleware(), middleware.signedIn()])
  router
    .post(address, (ctx) => storeFile(ctx, ownerOf(ctx)))
    .as(`${name}.store`)
    .where('id', router.matchers.number())
    .use([...uploadMiddleware(), middleware.signedIn()])
}
