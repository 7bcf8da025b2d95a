import type { UnitOfWork } from '#core/unit_of_work'

export async function enqueueDemo(_unit: UnitOfWork): Promise<void> {}
