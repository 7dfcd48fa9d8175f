/** From texts, as they come to be, to the stream of an answer: one is made only when it is asked for. */
export function flowOf(texts: AsyncIterator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await texts.next()
        if (done) controller.close()
        else controller.enqueue(encoder.encode(value))
      },
      // What is under way ends by the deadline's signal.
      cancel: () => void texts.return?.().catch(() => {}),
    },
    { highWaterMark: 0 },
  )
}
