import { registry } from "@web/core/registry";
import { useInterval } from "./use_interval";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

const OPEN_STATES = ["pending", "running"];
const REFRESH_MS = 2000;

/** A run shows how it goes on without a click. */
export class TtsSyncFormController extends FormController {
    setup() {
        super.setup();
        useInterval(async () => {
            if (OPEN_STATES.includes(this.model.root.data.state)) {
                await this.model.root.load();
            }
        }, REFRESH_MS);
    }
}

export class TtsSyncListController extends ListController {
    setup() {
        super.setup();
        useInterval(async () => {
            const { records, isGrouped, selection } = this.model.root;
            const isOpen = (record) => OPEN_STATES.includes(record.data.state);
            if (!isGrouped && !selection.length && records.some(isOpen)) {
                await this.model.root.load();
            }
        }, REFRESH_MS);
    }
}

registry.category("views").add("tts_sync_form", { ...formView, Controller: TtsSyncFormController });
registry.category("views").add("tts_sync_list", { ...listView, Controller: TtsSyncListController });
