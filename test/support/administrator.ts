/** The first administrator, made at the command line as an operator would, before the server is started. */
import { runCommand } from './command.ts'

export const administrator = {
  email: 'root@people.example.com',
  password: 'tidal meadow toor quartz lantern',
}

export async function makeAdministrator(settings: Readonly<Record<string, string>>): Promise<void> {
  const command = [process.execPath, '--import', 'tsx', 'src/cli/holdfast.ts', 'admin', 'create']
  const made = await runCommand(
    [...command, '--email', administrator.email],
    settings,
    `${administrator.password}\n`,
  )
  if (made.code !== 0) throw new Error(`No administrator was made: ${made.err}`)
}
