import { createServer } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ObjectMissingError } from '../../../src/workflow/errors.ts';
import { folderDataLake } from '../../../src/workflow/local/data-lake.ts';
import { keptSecret } from '../../../src/workflow/local/database.ts';
import { downloadLinks } from '../../../src/workflow/local/download-links.ts';
import { folderEgressStore } from '../../../src/workflow/local/egress-store.ts';
import { sqliteMailer } from '../../../src/workflow/local/outbox.ts';
import { sqliteRecords } from '../../../src/workflow/local/records.ts';
import { sqliteRegister } from '../../../src/workflow/local/register.ts';
import { sqliteRequestStore } from '../../../src/workflow/local/request-store.ts';
import { serveDownload } from '../../../src/workflow/local/serve-download.ts';
import { folderStagingArea } from '../../../src/workflow/local/staging-area.ts';
import { sqliteTaskTokens } from '../../../src/workflow/local/task-tokens.ts';
import type { Instant } from '../../../src/workflow/request.ts';
import { dataLakeContract } from '../../contract/data-lake.ts';
import { egressStoreContract } from '../../contract/egress-store.ts';
import { mailerContract } from '../../contract/mailer.ts';
import { recordsContract } from '../../contract/records.ts';
import { registerContract } from '../../contract/register.ts';
import { requestStoreContract } from '../../contract/request-store.ts';
import { resubmissionLinksContract } from '../../contract/resubmission-links.ts';
import { stagingAreaContract } from '../../contract/staging-area.ts';
import { taskTokensContract } from '../../contract/task-tokens.ts';
import { aDatabase, aFolder } from './a-folder.ts';

const nothing = async (): Promise<void> => {};

requestStoreContract('SQLite', async () => sqliteRequestStore(aDatabase()));
recordsContract('SQLite', async () => sqliteRecords(aDatabase(), 'samples'));
taskTokensContract('SQLite', async () => sqliteTaskTokens(aDatabase()));
mailerContract('the outbox', async () => {
  const mailer = sqliteMailer(aDatabase());
  return { mailer, sent: mailer.sent };
});
registerContract('SQLite', async () => {
  const register = sqliteRegister(aDatabase());
  return { register, put: register.put, statusOf: register.statusOf };
});

resubmissionLinksContract('SQLite', async () => {
  const db = aDatabase();
  const register = sqliteRegister(db);
  return {
    requests: sqliteRequestStore(db),
    holds: sqliteRecords(db, 'holds'),
    register,
    putStore: (id) => register.put(id, 'PENDING'),
  };
});

egressStoreContract('a folder', async () => {
  const folder = aFolder();
  const stagingRoot = join(folder, 'staging');
  const adapter = folderEgressStore({ root: join(folder, 'egress-store'), stagingRoot });
  const area = folderStagingArea(stagingRoot);
  return {
    adapter,
    bucket: 'egress-store',
    putObject: async (key, bytes) => (await adapter.putObject({ bucket: 'egress-store', key }, bytes)).version,
    staged: async (key) => {
      try {
        return await buffer(await area.open(key));
      } catch (error) {
        if (error instanceof ObjectMissingError) return undefined;
        throw error;
      }
    },
    close: nothing,
  };
});
stagingAreaContract('a folder', async () => ({ adapter: folderStagingArea(join(aFolder(), 'staging')), close: nothing }));

dataLakeContract('a folder', async () => {
  const db = aDatabase();
  const server = createServer();
  const baseUrl = await new Promise<string>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : '');
    });
  });
  const clock = () => new Date().toISOString() as Instant;
  const links = downloadLinks({ key: keptSecret(db, 'download-links'), baseUrl, clock });
  const adapter = folderDataLake({ root: join(aFolder(), 'data-lake'), links });
  server.on('request', (request, response) => void serveDownload({ links, lake: adapter }, { request, response }));
  return {
    adapter,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
});
