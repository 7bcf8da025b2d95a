/**
 * Makes the database and the user "bincard" on a server that `ask` sends SQL to. Gives the settings by which
 * Bincard finds it, and how more databases are made.
 */
export async function prepareBincard(ask, port) {
  await ask(
    `CREATE DATABASE bincard; CREATE USER bincard@'127.0.0.1' IDENTIFIED BY 'bincard';` +
      `GRANT ALL ON \`bincard%\`.* TO bincard@'127.0.0.1'`
  )
  return {
    environment: {
      DB_CONNECTION: 'mysql',
      DB_HOST: '127.0.0.1',
      DB_PORT: String(port),
      DB_USER: 'bincard',
      DB_PASSWORD: 'bincard',
      DB_DATABASE: 'bincard',
    },
    /** Makes one more database; gives the setting that names it. */
    async createDatabase(name) {
      await ask(`CREATE DATABASE bincard_${name}`)
      return { DB_DATABASE: `bincard_${name}` }
    },
  }
}
