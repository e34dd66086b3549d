import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, xml } from "@odoo/owl";

/** What keeps a product from being sent: a sentence each, which opens the record that solves it. */
export class TtsProblemsField extends Component {
    static template = xml`
        <ul class="mb-0 ps-3">
            <li t-foreach="problems" t-as="problem" t-key="problem_index">
                <t t-if="isHere(problem)" t-out="problem.message"/>
                <a t-else="" href="#" t-on-click.prevent="() => this.open(problem)"
                   t-out="problem.message"/>
            </li>
        </ul>`;
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get problems() {
        return this.props.record.data[this.props.name] || [];
    }

    isHere({ model, id }) {
        const { resModel, resId } = this.props.record;
        return model === resModel && id === resId;
    }

    open({ model, id }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("fields").add("tts_problems", {
    component: TtsProblemsField,
    supportedTypes: ["json"],
});
