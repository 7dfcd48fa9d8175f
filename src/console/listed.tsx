/** One of several things that are one's own, with the button that ends it. */
import type { Child } from 'hono/jsx'
import { Form } from './form.tsx'
import type { Visitor } from './visitor.ts'

interface Thing {
  readonly id: string
  readonly title: string
  /** What the button says; `about` is for who only hears it: which of them it is about. */
  readonly verb: string
  readonly about?: string
  readonly action: string
  readonly visitor: Visitor | undefined
  readonly children: Child
}

export function Listed({ id, title, verb, about = title, action, visitor, children }: Thing) {
  return (
    <li>
      <div>
        <strong>{title}</strong>
        {children}
      </div>
      <Form action={action} view={{ visitor }}>
        <input type="hidden" name="id" value={id} />
        <button type="submit" class="second">
          {verb}
          <span class="unseen"> {about}</span>
        </button>
      </Form>
    </li>
  )
}
