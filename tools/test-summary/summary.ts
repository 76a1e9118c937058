/** Adds up jest's JSON results of all projects into one line: `N passed, N failed`. */
import { globSync, readFileSync } from 'node:fs';

interface JestResult {
  numPassedTests: number;
  numFailedTests: number;
  numRuntimeErrorTestSuites: number;
  numPendingTests: number;
}

const total = { passed: 0, failed: 0, skipped: 0 };
for (const file of globSync('{packages,apps,tools}/*/test-results.json')) {
  const result = JSON.parse(readFileSync(file, 'utf8')) as JestResult;
  total.passed += result.numPassedTests;
  total.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  total.skipped += result.numPendingTests;
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
