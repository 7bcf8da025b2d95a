import type { HttpContext } from '@adonisjs/core/http'
import router from '@adonisjs/core/services/router'
import type { NextFn } from '@adonisjs/core/types/http'
import { middleware, pageMiddleware, uploadMiddleware } from '#start/kernel'
import {
  destroyAttachment,
  restoreRemoved,
  showRow,
  showThumb,
  updateAttachment,
} from '#files/controllers/attachment_pages'
import { sendAttachedFile, sendSize } from '#files/controllers/attached_files'
import {
  cancelUploadOf,
  endUploadOf,
  linkOfPart,
  showUpload,
  takePart,
} from '#files/controllers/upload_endpoints'

/** The session that a file's answer carried could overtake the one of a form sent meanwhile. */
async function withoutCookies({ response }: HttpContext, next: NextFn) {
  await next()
  response.removeHeader('set-cookie')
}

const NUMBER = router.matchers.number()

// Before the pictures' own /media/*: whose file it is decides who may have it.
router
  .group(() => {
    router.get('/media/attachments/:id/sizes/:file', sendSize).as('files.attachments.size')
    router.get('/media/attachments/:id/:name', sendAttachedFile).as('files.attachments.file')
  })
  .where('id', NUMBER)
  .use([withoutCookies, middleware.session(), middleware.anyActor()])

router
  .group(() => {
    router.get('/files/:id/row', showRow).as('row')
    router.get('/files/:id/thumb', showThumb).as('thumb')
    router.post('/files/:id', updateAttachment).as('update')
    router.post('/files/:id/delete', destroyAttachment).as('delete')
    router.post('/files/:id/restore', restoreRemoved).as('restore')
  })
  .as('files.attachments')
  .where('id', NUMBER)
  .use([...pageMiddleware(), middleware.signedIn()])

router
  .group(() => {
    router.get('/files/uploads/:token', showUpload).as('show')
    router.get('/files/uploads/:token/parts/:number', linkOfPart).as('link')
    router.post('/files/uploads/:token/complete', endUploadOf).as('complete')
    router.post('/files/uploads/:token/cancel', cancelUploadOf).as('cancel')
  })
  .as('files.uploads')
  .where('token', /^\w{1,32}$/)
  .where('number', NUMBER)
  .use([...pageMiddleware(), middleware.signedIn()])

router
  .put('/files/uploads/:token/parts/:number', takePart)
  .as('files.uploads.part')
  .where('token', /^\w{1,32}$/)
  .where('number', NUMBER)
  .use([...uploadMiddleware(), middleware.signedIn()])
