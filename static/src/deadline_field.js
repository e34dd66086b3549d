import { toLocaleDateTimeString } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, xml } from "@odoo/owl";

const SOON_HOURS = 24;

/** A moment by which something is to be done: the time that is left, and in forms when that is. */
export class TtsDeadlineField extends Component {
    static template = xml`
        <span t-if="moment" t-att-class="color" t-att-title="exact">
            <t t-out="moment.toRelative()"/>
            <span t-if="props.isExact" class="ms-2 text-muted fw-normal" t-out="exact"/>
        </span>`;
    static props = { ...standardFieldProps, isExact: { type: Boolean, optional: true } };

    get moment() {
        return this.props.record.data[this.props.name];
    }

    get exact() {
        return toLocaleDateTimeString(this.moment);
    }

    get color() {
        const hours = this.moment.diffNow("hours").hours;
        return hours < 0 ? "text-danger fw-bold" : hours < SOON_HOURS ? "text-warning fw-bold" : "";
    }
}

/** A moment that lies in the past: how long ago it was. */
export class TtsAgeField extends TtsDeadlineField {
    get color() {
        return "";
    }
}

const deadlineField = {
    component: TtsDeadlineField,
    supportedTypes: ["datetime"],
    isEmpty: (record, fieldName) => !record.data[fieldName],
    extractProps: ({ viewType }) => ({ isExact: viewType === "form" }),
};
registry.category("fields").add("tts_deadline", deadlineField);
registry.category("fields").add("tts_age", { ...deadlineField, component: TtsAgeField });
