/** All of tidy. A new rule joins this list and brings a sample that it must refuse (rules.test.ts). */
import { everyTestRuns, noConsole, routesHaveAccess, strictTypes } from './rules/code.ts'
import { noCycles } from './rules/cycles.ts'
import {
  contractsAreBrowserSafe,
  directions,
  frontDoors,
  moduleOrder,
  verifierAlone,
  webSeesContracts,
} from './rules/doors.ts'
import { environmentReadOnce, everyVariableIsListed } from './rules/environment.ts'
import { migrations, names, noMachinePaths, nothingUnfinished, sizes } from './rules/files.ts'
import { declaredPackages, exactPins } from './rules/packages.ts'
import { ownSchema, sqlInStores } from './rules/sql.ts'
import type { Rule } from './tree.ts'

export const rules: readonly Rule[] = [
  directions,
  moduleOrder,
  frontDoors,
  contractsAreBrowserSafe,
  webSeesContracts,
  verifierAlone,
  noCycles,
  sizes,
  names,
  migrations,
  noMachinePaths,
  nothingUnfinished,
  environmentReadOnce,
  everyVariableIsListed,
  sqlInStores,
  ownSchema,
  strictTypes,
  everyTestRuns,
  noConsole,
  routesHaveAccess,
  exactPins,
  declaredPackages,
]
