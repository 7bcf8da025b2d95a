import type { HttpContext } from '@adonisjs/core/http'
import env from '#start/env'
import type { Actor } from '#core/access'
import { API_VERSION, SERVER_VERSION, sendJson, sendJsonText } from '#core/http/json'
import { pythonJson } from '#core/http/python_json'
import { setting } from '#core/setting_values'

/** What clients of InvenTree ask a server before they sign in. */
export default class ServerController {
  /** Strangers learn who they talk to; staff also how it runs. */
  root(ctx: HttpContext) {
    const actor: Actor | undefined = ctx.actor
    const hasWorker = env.role !== 'web'
    const body = {
      server: 'InvenTree',
      id: null,
      version: SERVER_VERSION,
      instance: setting('company_name'),
      apiVersion: API_VERSION,
      worker_running: hasWorker,
      worker_count: hasWorker ? 1 : 0,
      worker_pending_tasks: 0,
      plugins_enabled: false,
      plugins_install_disabled: true,
      email_configured: false,
      debug_mode: false,
      docker_mode: false,
      default_locale: 'en-us',
      customize: {
        logo: null,
        splash: null,
        login_message: null,
        navbar_message: null,
        disable_theme_storage: false,
      },
      active_plugins: [],
      ...(actor?.isStaff ? INSIDE : OUTSIDE),
      settings: {
        sso_registration: false,
        registration_enabled: false,
        password_forgotten_enabled: false,
      },
    }
    sendJsonText(ctx, 200, pythonJson(body))
  }

  version(ctx: HttpContext) {
    sendJson(ctx, 200, {
      dev: false,
      up_to_date: true,
      version: {
        server: SERVER_VERSION,
        api: API_VERSION,
        commit_hash: null,
        commit_date: null,
        commit_branch: null,
        python: null,
        django: null,
      },
      links: {
        doc: `${env.appUrl}/api-doc/`,
        code: null,
        app: null,
        bug: null,
      },
    })
  }
}

const OUTSIDE = {
  system_health: null,
  database: null,
  platform: null,
  installer: null,
  target: null,
  django_admin: null,
}

const INSIDE = {
  ...OUTSIDE,
  system_health: true,
  database: env.database.connection,
  platform: `${process.platform}-${process.arch}`,
}
