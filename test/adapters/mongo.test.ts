/** The MongoDB adapter fulfils every port, on any server that speaks MongoDB. */
import { afterAll, beforeAll } from '@jest/globals';
import { suites } from './conformance/index.js';
import { mongoServer, mongoWorlds, type MongoServer, type MongoWorlds } from './conformance/mongo-world.js';
import { conforms } from './conformance/world.js';

let server: MongoServer;
let worlds: MongoWorlds;
beforeAll(async () => {
  server = await mongoServer();
  worlds = await mongoWorlds(server.uri);
});
afterAll(async () => {
  await worlds.close();
  await server.stop();
});

conforms('mongo', () => worlds.world(), suites);
