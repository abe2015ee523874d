from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scoring", "0006_late_replies"),
    ]

    operations = [
        migrations.AddField(
            model_name="study",
            name="fault_details",
            field=models.JSONField(default=dict, verbose_name="details of the fault"),
        ),
        migrations.AddField(
            model_name="computefault",
            name="code",
            field=models.CharField(default="", max_length=40, verbose_name="fault"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="computefault",
            name="details",
            field=models.JSONField(default=dict, verbose_name="details"),
        ),
        # What takes the sentence away again needs a value to put back.
        migrations.AlterField(
            model_name="computefault",
            name="message",
            field=models.TextField(default="", verbose_name="fault"),
        ),
    ]
