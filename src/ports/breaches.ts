/** Passwords that are known from leaks. */
export interface Breaches {
  /**
   * Is it one of them? `undefined` where nobody could be asked. Never throws, takes a second at most, and tells
   * nobody which password it is about.
   */
  holds(password: string): Promise<boolean | undefined>
}
