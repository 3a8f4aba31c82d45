// The tests that work on the plan as people do, in one process: they share one program and one browser. Beside it runs
// pagine.mjs.
import './guida.test.mjs'
import './giornate.test.mjs'
import './office.test.mjs'
import './review.test.mjs'
import './riunione.test.mjs'
import './tabella.test.mjs'
import './obiettivi.test.mjs' // after those that know the plan's order
import './soldi.test.mjs'
import './importazioni.test.mjs'
import './europa.test.mjs'
import './amministrazione.test.mjs'
import './accesso.test.mjs'
import './fattore.test.mjs'
import './oidc.test.mjs'
