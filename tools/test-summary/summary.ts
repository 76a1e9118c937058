/** Summarizes the JSON results of jest of all projects: prints each failed test with its message, then one line, * `N passed, N failed`, at the end of the log.
 */
import { globSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** The properties used here; see <https://jestjs.io/docs/configuration#testresultsprocessor-string>. */
interface JestResult {
  numPassedTests: number;
  numFailedTests: number;
  numRuntimeErrorTestSuites: number;
  numPendingTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

/** The maximum number of lines per failure. The first lines contain the expectation and its location. */
const maxFailureLines = 20;

const total = { passed: 0, failed: 0, skipped: 0 };
for (const file of globSync('{packages,apps,tools}/*/test-results.json')) {
  const result = JSON.parse(readFileSync(file, 'utf8')) as JestResult;
  total.passed += result.numPassedTests;
  total.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  total.skipped += result.numPendingTests;
  for (const suite of result.testResults) showFailures(suite);
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);

function showFailures(suite: JestResult['testResults'][number]): void {
  const failed = suite.assertionResults.filter((test) => test.status === 'failed');
  if (suite.status === 'failed' && failed.length === 0)
    show(suite.name, 'the test file failed to run', suite.message);
  for (const test of failed) show(suite.name, test.fullName, test.failureMessages.join('\n'));
}

function show(file: string, what: string, message: string): void {
  const lines = stripVTControlCharacters(message).split('\n').slice(0, maxFailureLines);
  console.log(`FAILED ${relative('.', file)}: ${what}`);
  for (const line of lines) console.log(`    ${line}`);
}
