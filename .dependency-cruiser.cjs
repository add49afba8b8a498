// Who may import whom: ARCHITECTURE.md, "The map".
const outer = '^(adapters|cli|dev|bench|test)/';
const nodeCore = `^(node:)?(${require('node:module')
  .builtinModules.filter((m) => !m.startsWith('_'))
  .join('|')})$`;

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^domain/' },
      to: { path: '^(workflows|activities|adapters|api|worker|cli|dev|texts|bench|test)/' },
    },
    {
      name: 'workflows-know-domain-only',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^(activities|adapters|api|worker|cli|dev|texts|bench|test)/' },
    },
    {
      name: 'workflows-never-reach-zod',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: 'node_modules/zod', reachable: true },
    },
    {
      name: 'workflows-never-reach-node',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: nodeCore, reachable: true },
    },
    {
      name: 'workflows-never-reach-the-policy',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^domain/(policy|answer|compiled)|node_modules/@zxcvbn', reachable: true },
    },
    {
      name: 'activities-reach-the-outside-through-ports',
      severity: 'error',
      from: { path: '^activities/' },
      to: { path: '^(workflows|api|worker|texts)/|' + outer },
    },
    {
      name: 'adapters-know-domain-and-texts',
      severity: 'error',
      from: { path: '^adapters/' },
      to: { path: '^(workflows|activities|api|worker|cli|dev|bench|test)/' },
    },
    {
      name: 'api-knows-domain-and-messages',
      severity: 'error',
      from: { path: '^api/', pathNot: '^api/main\\.ts$' },
      to: { path: '^(activities|worker)/|^workflows/(?!messages)|' + outer },
    },
    {
      name: 'api-main-wires',
      severity: 'error',
      from: { path: '^api/main\\.ts$' },
      to: { path: '^(activities|worker|cli|dev|bench|test)/' },
    },
    {
      name: 'worker-main-wires',
      severity: 'error',
      from: { path: '^worker/' },
      to: { path: '^(api|cli|dev|bench|test)/' },
    },
    { name: 'nobody-imports-tests', severity: 'error', from: { pathNot: '^(test|bench)/' }, to: { path: '^test/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
