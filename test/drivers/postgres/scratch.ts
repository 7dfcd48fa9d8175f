/** A database of one's own on a real server. */
import { nodePostgresScript } from '../../../src/drivers/postgres/script.ts'

export async function scratchDatabase(server: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `drivers_${crypto.randomUUID().slice(0, 8)}`
  const admin = async (text: string) => {
    const script = await nodePostgresScript({ url: server })
    await script.run(text)
    await script.close()
  }
  await admin(`create database ${name}`)
  // Wherever the server thinks it stands, values must read as in UTC.
  await admin(`alter database ${name} set timezone = 'Asia/Tokyo'`)
  await admin(`alter database ${name} set datestyle = 'German'`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => admin(`drop database ${name} with (force)`) }
}
