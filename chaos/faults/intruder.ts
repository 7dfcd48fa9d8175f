/** A second process on the folder of an embedded database. It must refuse, in one line that says who has it. */
import { runCommand } from '../../test/support/command.ts'
import type { Fault } from './fault.ts'

export const intruder: Fault = {
  name: 'second-process',
  what: 'a second process is started on the same folder',
  touches: ['app'],
  momentary: true,
  appliesTo: ({ postgres }) => postgres === undefined,
  async begin({ settings }) {
    const { code, err } = await runCommand([process.execPath, 'dist/node.js'], { ...settings, PORT: '0' })
    if (
      code !== 1 ||
      !/^holdfast cannot start: The data folder \S+ is in use by process \d+[^\n]*\n$/.test(err)
    )
      throw new Error(`A second process on the same folder ended with ${code} and said: ${err}`)
    return async () => {}
  },
}
