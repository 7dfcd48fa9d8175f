/** Reads vitest's JSON report and prints `passed failed skipped`; a report that is missing counts as one failure. */
import { readFileSync } from 'node:fs'

const [file] = process.argv.slice(2)
try {
  const report = JSON.parse(readFileSync(file, 'utf8'))
  const broken = report.testResults.filter(
    (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
  ).length
  console.log(
    report.numPassedTests,
    report.numFailedTests + broken,
    report.numPendingTests + report.numTodoTests,
  )
} catch {
  console.log(0, 1, 0)
}
