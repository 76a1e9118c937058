/** The peer `inspircd`: loopback only, without limits, artificial delays or lookups. */
import { getuid } from 'node:process';
import { runDaemon } from './daemon.ts';

await runDaemon({
  name: 'inspircd',
  args: (file) => [
    '--nofork',
    '--nolog',
    ...(getuid?.() === 0 ? ['--runasroot'] : []),
    '--config',
    file,
  ],
  config: (port, folder) => `
<server name="irc.bench.test" description="benchmark" network="bench">
<admin name="bench" nick="bench" email="bench@bench.test">
<bind address="127.0.0.1" port="${port}" type="clients">
<connect name="all" allow="*" timeout="60" pingfreq="3600" limit="100000" localmax="100000" globalmax="100000"
  maxconnwarn="no" resolvehostnames="no" useident="no" useconnflood="no" usednsbl="no" maxchans="20"
  threshold="1000000" commandrate="100000000" fakelag="no" recvq="1M" softsendq="64M" hardsendq="256M">
<performance softlimit="100000" somaxconn="4096" quietbursts="yes">
<limits maxnick="16">
<path configdir="${folder}" datadir="${folder}" logdir="${folder}" runtimedir="${folder}">
<pid file="${folder}/inspircd.pid">
`,
});
