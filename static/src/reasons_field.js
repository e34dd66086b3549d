import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, xml } from "@odoo/owl";

/** Why orders of a shop are blocked: each reason with the number of orders, and the way to them. */
export class TtsReasonsField extends Component {
    static template = xml`
        <span t-if="!reasons.length" class="text-muted">None</span>
        <div t-foreach="reasons" t-as="reason" t-key="reason[0]">
            <a href="#" t-on-click.prevent="() => this.open(reason[0])">
                <t t-out="reason[2]"/> × <t t-out="reason[1]"/>
            </a>
        </div>`;
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get reasons() {
        return this.props.record.data[this.props.name] || [];
    }

    async open(code) {
        const { resModel, resId } = this.props.record;
        this.action.doAction(await this.orm.call(resModel, "action_open_blocked", [[resId], code]));
    }
}

registry.category("fields").add("tts_reasons", {
    component: TtsReasonsField,
    supportedTypes: ["json"],
});
