/** Chance that can be had again: what the run printed is set as SEED, and everything comes in the same order. */
export const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
console.info(`seed ${seed}`)
