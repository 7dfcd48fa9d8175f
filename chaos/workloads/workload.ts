/** What clients do all the time while things break. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../client.ts'
import type { History } from '../history.ts'
import type { Random } from '../random.ts'
import type { World } from '../world/world.ts'

export interface Account {
  readonly token: string
  readonly email: string
  readonly password: string
}

export interface Play {
  readonly world: World
  readonly history: History
  readonly random: Random
  /** Until when there is new work. */
  running(): boolean
  client(name: string, account: Account): Client
  account(name: string): Promise<Account>
}

/** Made before anything breaks. `work` resolves when the last of its requests is answered. */
export interface Workload {
  readonly work: () => Promise<void>
  /** What is left to find out when all is whole again, as findings of the history. */
  readonly settle?: () => Promise<void>
  readonly close?: () => Promise<void>
}

export type Opening = (play: Play) => Promise<Workload>

/** So many clients of one account, each doing the same again and again. */
export async function crew(
  play: Play,
  name: string,
  count: number,
  account: Account,
  turn: (client: Client, number: number) => Promise<unknown>,
): Promise<void> {
  const one = async (at: number) => {
    const client = play.client(`${name} ${at}`, account)
    for (let number = 0; play.running(); number++) {
      await turn(client, number)
      await sleep(client.random.between(0, 10))
    }
    client.close()
  }
  await Promise.all(Array.from({ length: count }, (_, at) => one(at)))
}
