// Stands, in what is bundled, for the libraries that read certificates of attestation. None is asked for and none is taken
// (src/auth/passkeys/ceremony.ts), so the code that would need them is never reached; passkeys weigh half as much.
// What is made while modules load is a class all the same; that of Upstash's analytics, which is off, likewise.
module.exports = { AlgorithmIdentifier: class {}, Analytics: class {} }
