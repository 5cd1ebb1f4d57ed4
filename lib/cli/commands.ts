import { type Command } from './command.js';
import { dashboardCommand } from './dashboard.command.js';
import { doctorCommand } from './doctor.command.js';
import { jobsCommand } from './jobs.command.js';
import { rbacCommand } from './rbac.command.js';
import { statusCommand } from './status.command.js';
import { stepDownCommand } from './step-down.command.js';

/** In the order of the help. */
export const commands: readonly Command[] = [
  rbacCommand,
  statusCommand,
  dashboardCommand,
  doctorCommand,
  stepDownCommand,
  jobsCommand,
];
