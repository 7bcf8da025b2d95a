export async function makeFirstUsers() {}
