/* What every page needs in the browser. Pages work without it; it makes them quicker and safer to use. */
import { keepDrafts } from "./drafts.js";
import { dressFiles } from "./files.js";
import { guardForms } from "./forms.js";
import { watchHtmx } from "./messages.js";
import { openMenus } from "./menus.js";
import { runPanel } from "./panel.js";
import { runSearch } from "./search.js";
import { runSelection } from "./selection.js";
import { reachTables } from "./tables.js";
import { runClock } from "./clock.js";
import { runTheme } from "./theme.js";

runTheme();
openMenus();
runSearch();
guardForms();
keepDrafts();
dressFiles();
runPanel();
runSelection();
reachTables();
watchHtmx();
runClock();
