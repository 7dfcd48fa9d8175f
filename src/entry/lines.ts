/** Standard output, line by line. Lines of one turn leave together: a call to the system for each would cost more than making them. */
export function lines(stream: NodeJS.WriteStream): (line: string) => void {
  let waiting = ''
  const flush = () => {
    if (waiting) stream.write(waiting)
    waiting = ''
  }
  process.once('exit', flush)
  return (line) => {
    if (!waiting) setImmediate(flush)
    waiting += `${line}\n`
  }
}
