// A Bluesky PDS and a PLC directory on 127.0.0.1, in the folder given; prints the PDS's address, ends with its input.
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import net from 'node:net'
import path from 'node:path'

// Neither server can be told where to listen, so every server of this process listens on loopback only.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (port, ...rest) {
  const told = typeof port === 'object' && port !== null ? port : { port: Number(port) || 0 }
  return listen.call(this, { ...told, host: '127.0.0.1' }, ...rest.filter((each) => typeof each === 'function'))
}

const folder = process.argv[2]
const modules = createRequire(path.join(process.argv[3], 'package.json'))
const { Database, PlcServer } = modules('@did-plc/server')
const { PDS, envToCfg, envToSecrets } = modules('@atproto/pds')

const free = () =>
  new Promise((done) => {
    const server = net.createServer().listen(0, () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })

for (const name of ['data', 'blobs']) mkdirSync(path.join(folder, name), { recursive: true })
const plcPort = await free()
const plc = PlcServer.create({ db: Database.mock(), port: plcPort })
await plc.start()

const port = await free()
const told = {
  devMode: true,
  hostname: 'localhost',
  port,
  dataDirectory: path.join(folder, 'data'),
  blobstoreDiskLocation: path.join(folder, 'blobs'),
  recoveryDidKey: undefined,
  plcRotationKeyK256PrivateKeyHex: randomBytes(32).toString('hex'),
  jwtSecret: randomBytes(16).toString('hex'),
  adminPassword: randomBytes(16).toString('hex'),
  didPlcUrl: `http://127.0.0.1:${plcPort}`,
  serviceHandleDomains: ['.test'],
  inviteRequired: false,
  disableSsrfProtection: true,
  // The network's view of the records, which a server of its own gives.
  bskyAppViewUrl: process.argv[4],
  bskyAppViewDid: 'did:web:view.test',
  rateLimitsEnabled: true,
  crawlers: [],
}
const pds = await PDS.create(envToCfg(told), envToSecrets(told))
await pds.start()
console.log(`http://127.0.0.1:${port}`)

const end = async () => {
  await Promise.race([Promise.allSettled([pds.destroy(), plc.destroy()]), new Promise((done) => setTimeout(done, 2000))])
  process.exit(0)
}
process.stdin.resume().on('end', end)
process.on('SIGTERM', end)
