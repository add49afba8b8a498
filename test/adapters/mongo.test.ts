/** The MongoDB adapter fulfils every port, on any server that speaks MongoDB. */
import { afterAll, beforeAll } from '@jest/globals';
import { suites } from './conformance/index.js';
import { mongoServer, mongoWorld, type MongoServer } from './conformance/mongo-world.js';
import { conforms } from './conformance/world.js';

let server: MongoServer;
beforeAll(async () => {
  server = await mongoServer();
});
afterAll(() => server.stop());

conforms('mongo', () => mongoWorld(server.uri), suites);
