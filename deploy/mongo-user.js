// Run once, when the database is empty: the nodes get an account that can do no more than they need.
db.getSiblingDB('passline').createUser({
  user: 'passline',
  pwd: process.env.MONGO_PASSWORD,
  roles: [{ role: 'readWrite', db: 'passline' }],
});
