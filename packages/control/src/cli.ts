#!/usr/bin/env node
import { runCtl } from './ctl/run-ctl.ts';

process.exitCode = await runCtl(process.argv.slice(2));
