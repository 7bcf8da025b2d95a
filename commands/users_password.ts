import { args, BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

export default class UsersPassword extends BaseCommand {
  static commandName = 'users:password'
  static description = 'Give a user a new random password and print it'
  static help = [
    'For an administrator who cannot sign in any more; for others Admin → Users does it.',
    'Ends the sessions of the user; API tokens stay.',
  ]
  static options: CommandOptions = { startApp: true }

  @args.string({ description: 'Username', argumentName: 'name' })
  declare name: string

  async run() {
    const { renewPassword } = await import('#accounts/actions/renew_password')
    const { NotFound } = await import('#core/exceptions')
    try {
      const { username, password, isActive } = await renewPassword(this.name)
      this.logger.success(`The new password of ${username} is ${password}`)
      if (!isActive) this.logger.warning('The user is not active: Admin → Users activates them')
    } catch (error) {
      if (!(error instanceof NotFound)) throw error
      this.logger.error(`There is no user ${this.name}`)
      this.exitCode = 1
    }
  }
}
