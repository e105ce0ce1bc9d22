/** The smallest whole Swift: one replica on one folder, four servers, accounts in the proxy's own file. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface Layout {
  readonly folder: string
  readonly ports: {
    readonly proxy: number
    readonly account: number
    readonly container: number
    readonly object: number
  }
  readonly key: string
  readonly secret: string
}

export const kinds = ['account', 'container', 'object'] as const

/** Writes swift.conf, four paste files, and the program that starts a server of them. */
export async function configureSwift({ folder, ports, key, secret }: Layout): Promise<void> {
  await mkdir(join(folder, 'devices/one'), { recursive: true })
  const files: Record<string, string> = {
    'swift.conf': `[swift-hash]
swift_hash_path_suffix = panggung
[storage-policy:0]
name = one
default = yes
`,
    'proxy.conf': `[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${ports.proxy}
workers = 0
swift_dir = ${folder}
log_level = WARNING
log_address = ${folder}/no-syslog
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache listing_formats bulk s3api tempauth copy slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:tempauth]
use = egg:swift#tempauth
user_${key.replace(':', '_')} = ${secret} .admin
[filter:s3api]
use = egg:swift#s3api
s3_acl = no
min_segment_size = 5242880
storage_domain = s3.localhost
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
${['catch_errors', 'gatekeeper', 'healthcheck', 'listing_formats', 'bulk', 'copy', 'slo', 'dlo']
  .map((name) => `[filter:${name}]\nuse = egg:swift#${name}\n`)
  .join('')}`,
    'start.py': `import sys
import swift.common.utils as utils
utils.SWIFT_CONF_FILE = '${folder}/swift.conf'
if sys.argv[1] == 'rings':
    from swift.common.ring import RingBuilder
    for kind, port in (('account', ${ports.account}), ('container', ${ports.container}), ('object', ${ports.object})):
        builder = RingBuilder(4, 1, 0)
        builder.add_dev({'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': port, 'device': 'one', 'weight': 1,
                         'replication_ip': '127.0.0.1', 'replication_port': port})
        builder.rebalance()
        builder.get_ring().save('${folder}/%s.ring.gz' % kind)
else:
    from swift.common.wsgi import run_wsgi
    sys.exit(run_wsgi('${folder}/%s.conf' % sys.argv[1], sys.argv[1] + '-server'))
`,
  }
  for (const kind of kinds)
    files[`${kind}.conf`] = `[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${ports[kind]}
workers = 0
swift_dir = ${folder}
devices = ${folder}/devices
mount_check = false
disable_fallocate = true
fallocate_reserve = 0
log_level = WARNING
log_address = ${folder}/no-syslog
[pipeline:main]
pipeline = ${kind}-server
[app:${kind}-server]
use = egg:swift#${kind}
`
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
}
