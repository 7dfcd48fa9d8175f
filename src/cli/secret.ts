/** A password from whoever is at the other end: typed twice and unseen at a terminal, else one line of the stream. */

export interface Source extends AsyncIterable<Uint8Array | string> {
  readonly isTTY?: boolean | undefined
  setRawMode?(raw: boolean): unknown
}

interface Screen {
  write(text: string): unknown
}

/** Undefined where the two typings differ. */
export async function readSecret(stdin: Source, screen: Screen): Promise<string | undefined> {
  const characters = charactersOf(stdin)
  if (!stdin.isTTY) return readLine(characters)
  stdin.setRawMode?.(true)
  try {
    screen.write('Password: ')
    const first = await readLine(characters)
    screen.write('\nOnce more: ')
    const second = await readLine(characters)
    screen.write('\n')
    return first === second ? first : undefined
  } finally {
    stdin.setRawMode?.(false)
    await characters.return?.(undefined)
  }
}

async function* charactersOf(stdin: Source): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  for await (const chunk of stdin) {
    yield* typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
  }
}

const interrupt = '\u0003'
const endOfFile = '\u0004'
const backspaces = ['\u007f', '\b']

/** Up to the end of the line. Blanks are part of a password; a line's end is not. */
async function readLine(characters: AsyncGenerator<string>): Promise<string> {
  let line = ''
  for (;;) {
    const { value: char, done } = await characters.next()
    if (done || char === '\n' || char === '\r' || char === endOfFile) return line
    if (char === interrupt) throw new Error('Interrupted.')
    line = backspaces.includes(char) ? [...line].slice(0, -1).join('') : line + char
  }
}
