import { registry } from "@web/core/registry";
import { useInterval } from "./use_interval";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

const REFRESH_MS = 2000;

/** Whoever arranges many transfers sees how it goes on without a click. */
export class ShipmentProgressController extends FormController {
    setup() {
        super.setup();
        useInterval(async () => {
            if (this.model.root.data.waiting_count) {
                await this.model.root.load();
            }
        }, REFRESH_MS);
    }
}

registry
    .category("views")
    .add("tts_shipment_progress", { ...formView, Controller: ShipmentProgressController });
