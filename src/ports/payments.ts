/** Somebody who takes payments for us: asked to collect a sum, and later telling what came of it. */

/** What is to be collected. */
export interface Order {
  /** The same for every attempt at one order: however often it is asked for, it is opened once. */
  readonly dedupe: string
  /** The id by which whatever is told of it names it again. */
  readonly reference: string
  /** What who pays is shown: `Invoice 2026-000001`. */
  readonly title: string
  /** Minor units (ISO 4217), above zero. */
  readonly amount: number
  readonly currency: string
  /** Where who paid is led, and who left without. */
  readonly paidUrl: string
  readonly leftUrl: string
}

/** A page of the provider's, where an order can be paid until it expires. */
export interface Checkout {
  readonly id: string
  readonly url: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** `pending`: who pays is through, and the money may still fail to come. */
export type CheckoutState = 'paid' | 'pending' | 'failed' | 'expired'

/** What the provider tells of one of its checkouts. */
export interface CheckoutNews {
  readonly id: string
  readonly state: CheckoutState
  readonly reference: string | undefined
  /** In minor units (ISO 4217); undefined where what it tells is no sum of them. */
  readonly amount: number | undefined
  readonly currency: string | undefined
}

export interface PaymentEvent {
  /** The same however often it is told. */
  readonly id: string
  readonly type: string
  /** Absent where it is about something else. */
  readonly checkout: CheckoutNews | undefined
}

export interface Payments {
  /** `stripe`: stands in our tables. */
  readonly provider: string
  /** Throws `PaymentsError`. */
  open(order: Order, signal: AbortSignal): Promise<Checkout>
  /** Closes a page, so that nobody can pay there any more. One that is over already is let be. Throws `PaymentsError`. */
  end(id: string, signal: AbortSignal): Promise<void>
  /** What was told, where the signature shows by whom; undefined where it does not, or where it cannot be read. */
  read(text: string, signature: string | undefined): PaymentEvent | undefined
}

/**
 * `inexpressible`: the provider has no exact word for this sum. `refused`: it will not collect it.
 * `unreachable`: no answer, or none that can be trusted; the order may be open, and asked for again it still is one.
 */
export type PaymentsFault = 'inexpressible' | 'refused' | 'unreachable'

/** What a driver throws. It holds nothing that the provider wrote. */
export interface PaymentsError extends Error {
  readonly name: 'PaymentsError'
  readonly fault: PaymentsFault
  /** Which check it was, for the log. */
  readonly code: string
}

export function isPaymentsError(error: unknown): error is PaymentsError {
  return error instanceof Error && error.name === 'PaymentsError'
}

export function paymentsError(fault: PaymentsFault, code: string): PaymentsError {
  return Object.assign(new Error(`The provider takes no payment (${fault}, ${code}).`), {
    name: 'PaymentsError' as const,
    fault,
    code,
  })
}
