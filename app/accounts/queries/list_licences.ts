import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import { NotFound } from '#core/exceptions'

export interface PackageLicence {
  /** Where it lies below the program: "node_modules/luxon". */
  path: string
  name: string
  version: string
  licence: string
  /** Its page; null when it names none that is a web address. */
  link: string | null
}

interface LockedPackage {
  dev?: boolean
  devOptional?: boolean
  version?: string
}

interface PackageFile {
  name?: string
  version?: string
  license?: string | { type?: string }
  licenses?: { type?: string }[]
  homepage?: string
  repository?: string | { url?: string }
}

const LICENCE_FILE = /^(licen[cs]e|copying|notice)([-.].*)?$/i

let known: PackageLicence[] | undefined

/** Every package that Bincard is delivered with, in order of names; those for building it alone left out. */
export function listLicences(): PackageLicence[] {
  known ??= readAll()
  return known
}

/** The package and the text of its licence; null when it brings none. Throws NotFound. */
export function readLicence(path: string): { package: PackageLicence; text: string | null } {
  const found = listLicences().find((one) => one.path === path)
  if (!found) throw new NotFound('Package')
  return { package: found, text: textIn(app.makePath(found.path)) }
}

/** Bincard's own licence. */
export function ownLicence(): string {
  return textIn(app.makePath()) ?? ''
}

function readAll(): PackageLicence[] {
  const lock = JSON.parse(readFileSync(app.makePath('package-lock.json'), 'utf8'))
  return Object.entries<LockedPackage>(lock.packages)
    .filter(([path, { dev }]) => path !== '' && !dev)
    .flatMap(([path]) => readPackage(path))
    .sort((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version))
}

/** None when it is not installed: there are packages for other systems than this one. */
function readPackage(path: string): PackageLicence[] {
  const file = app.makePath(path, 'package.json')
  if (!existsSync(file)) return []
  const content: PackageFile = JSON.parse(readFileSync(file, 'utf8'))
  return [
    {
      path,
      name: content.name ?? path.replace(/^.*node_modules\//, ''),
      version: content.version ?? '',
      licence: licenceOf(content),
      link: linkOf(content),
    },
  ]
}

function licenceOf({ license, licenses }: PackageFile): string {
  if (typeof license === 'string') return license
  const types = [license, ...(licenses ?? [])].map((one) => one?.type).filter(Boolean)
  return types.join(' OR ') || '–'
}

function linkOf({ homepage, repository }: PackageFile): string | null {
  const source = typeof repository === 'string' ? repository : repository?.url
  const address = homepage ?? source?.replace(/^git\+/, '').replace(/\.git$/, '')
  return address && /^https?:\/\//.test(address) ? address : null
}

function textIn(folder: string): string | null {
  const file = readdirSync(folder).find((name) => LICENCE_FILE.test(name))
  return file ? readFileSync(join(folder, file), 'utf8') : null
}
