// Run once by MongoDB's image on an empty volume: Rekey's own user, who may read and write its database and nothing else.
db.getSiblingDB('rekey').createUser({
  user: 'rekey',
  pwd: process.env.REKEY_MONGO_PASSWORD,
  roles: [{ role: 'readWrite', db: 'rekey' }],
});
