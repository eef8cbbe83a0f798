// Sums the suites' JSON reports: count.mjs FOLDER FAILED-STEPS SUITE... The last line printed is the verdict.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, failedSteps, ...suites] = process.argv.slice(2);

const countOf = (suite) => {
  const report = join(folder, `${suite}.json`);
  const statusFile = join(folder, `${suite}.status`);
  const succeeded = existsSync(statusFile) && readFileSync(statusFile, 'utf8').trim() === '0';
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const { testResults, success } = JSON.parse(readFileSync(report, 'utf8'));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const withStatus = (...statuses) => tests.filter(({ status }) => statuses.includes(status)).length;
  const passed = withStatus('passed');
  // A file that fails outside its tests, such as in an import, has no failed test to show for it.
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = withStatus('failed') + brokenFiles;
  const silent = failed === 0 && (!succeeded || !success || passed === 0);
  return { passed, failed: failed + (silent ? 1 : 0), skipped: tests.length - passed - withStatus('failed') };
};

const sum = { passed: 0, failed: Number(failedSteps), skipped: 0 };
for (const suite of suites) {
  const { passed, failed, skipped } = countOf(suite);
  console.log(`${suite}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  sum.passed += passed;
  sum.failed += failed;
  sum.skipped += skipped;
}
if (sum.failed > 0 && failedSteps !== '0') console.log(`checks: ${failedSteps} failed`);
console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`);
process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1;
