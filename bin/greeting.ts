import env from '#start/env'
export async function greet() {
  console.log(`Bincard is ready: ${env.appUrl}`)
}
