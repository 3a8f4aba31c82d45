// The tests that walk whole sites, in one process: they share one program, one browser and one crawl. What changes the
// plan is in giorni.mjs, which runs beside this on a program of its own.
import './checks.test.mjs'
import './structure.test.mjs'
import './answers.test.mjs'
import './enti.test.mjs'
import './reading.test.mjs'
import './keyboard.test.mjs'
import './cerca.test.mjs'
import './visita.test.mjs'
import './accessibility.test.mjs'
import './area.test.mjs'
