// All browser tests in one process, so that they share one program, one browser and one crawl.
import './checks.test.mjs'
import './structure.test.mjs'
import './answers.test.mjs'
import './enti.test.mjs'
import './reading.test.mjs'
import './keyboard.test.mjs'
import './accessibility.test.mjs'
