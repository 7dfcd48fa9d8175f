/**
 * Does what the Dockerfile says, step by step, in a folder: shows without a container engine that the steps build,
 * and what the image would start. `node scripts/image-steps.mjs FOLDER`
 *
 * Every stage is a folder; what an image brings along (Node, npm) is the machine's own.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Instructions in order: `{ name: 'COPY', rest: '…' }`. */
export function readDockerfile(text) {
  return text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name = '', rest = ''] = /^\s*(\w+)\s+(.*)$/.exec(line) ?? []
      return { name: name.toUpperCase(), rest }
    })
}

/** What of the repository reaches the builder: only names that .dockerignore lets through. */
export function contextOf(ignore) {
  const lines = ignore.split('\n').filter((line) => line && !line.startsWith('#'))
  if (lines[0] !== '*' || lines.slice(1).some((line) => !line.startsWith('!')))
    throw new Error('.dockerignore must begin with * and then only let names through.')
  return lines.slice(1).map((line) => line.slice(1))
}

/** The stages that the last one is made of, as a builder finds them: a stage that nothing is copied from is another image. */
export function stepsOf(steps) {
  const stages = []
  for (const step of steps) {
    if (step.name === 'FROM') stages.push({ alias: step.rest.split(/\s+/)[2], steps: [] })
    stages.at(-1)?.steps.push(step)
  }
  const needed = new Set([stages.at(-1)])
  for (const { steps: own } of needed)
    for (const { name, rest } of own) {
      const source =
        name === 'COPY' ? /^--from=(\S+)/.exec(rest)?.[1] : name === 'FROM' && rest.split(/\s+/)[0]
      const stage = source && stages.find(({ alias }) => alias === source)
      if (stage) needed.add(stage)
    }
  return stages.filter((stage) => needed.has(stage)).flatMap(({ steps: own }) => own)
}

/** Runs all stages of the last one below `into`; answers with what it would start. */
export function runSteps(into, say = () => {}) {
  const allowed = contextOf(readFileSync(join(root, '.dockerignore'), 'utf8'))
  const stages = new Map()
  let stage
  for (const { name, rest } of stepsOf(readDockerfile(readFileSync(join(root, 'Dockerfile'), 'utf8')))) {
    say(`${name} ${rest}`)
    const inside = (path) => join(stage.folder, path.startsWith('/') ? path : join(stage.workdir, path))
    switch (name) {
      case 'FROM': {
        const [image, , alias = `stage-${stages.size}`] = rest.split(/\s+/)
        stage = { image, folder: join(into, alias), workdir: '/', env: {}, user: 'root' }
        stages.set(alias, stage)
        break
      }
      case 'WORKDIR':
        stage.workdir = rest
        mkdirSync(inside('.'), { recursive: true })
        break
      case 'COPY':
        copy(rest, inside, stages, allowed)
        break
      case 'RUN':
        // Steps that name a path of the image itself would touch this machine instead.
        if (/(^|[\s=])\/(?!\/)/.test(rest))
          throw new Error(`This step cannot be run outside an image: ${rest}`)
        execFileSync('sh', ['-ec', rest], {
          cwd: inside('.'),
          stdio: ['ignore', 'ignore', 'inherit'],
          env: { ...process.env, ...stage.env },
        })
        break
      case 'ENV':
        for (const [, key, value] of rest.matchAll(/(\w+)=(\S*)/g)) stage.env[key] = value
        break
      case 'USER':
        stage.user = rest
        break
      case 'HEALTHCHECK':
        stage.healthcheck = JSON.parse(rest.slice(rest.indexOf('CMD') + 3))
        break
      case 'ENTRYPOINT':
      case 'CMD':
        stage[name.toLowerCase()] = JSON.parse(rest)
        break
      case 'EXPOSE':
        stage.port = Number(rest)
        break
      default:
        throw new Error(`The instruction ${name} is not known here.`)
    }
  }
  return { ...stage, cwd: join(stage.folder, stage.workdir) }
}

function copy(rest, inside, stages, allowed) {
  const [, from, paths] = /^(?:--from=(\S+)\s+)?(.*)$/.exec(rest)
  const names = paths.split(/\s+/)
  const target = names.pop()
  for (const name of names) {
    const source = from ? join(stages.get(from).folder, name) : join(root, name)
    if (!from && !allowed.includes(name.split('/')[0])) throw new Error(`.dockerignore holds back ${name}.`)
    if (!existsSync(source)) throw new Error(`There is no ${relative(root, source)} to copy.`)
    const into = inside(target)
    const isFolder = target.endsWith('/')
    cpSync(source, isFolder ? join(into, basename(source)) : into, { recursive: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , into] = process.argv
  if (!into) throw new Error('Name a folder that may be filled.')
  const image = runSteps(into, (line) => console.log(line))
  console.log(
    `starts ${[...image.entrypoint, ...image.cmd].join(' ')} as ${image.user} in ${image.cwd.split(sep).slice(-2).join(sep)}`,
  )
}
